" loadlint for ALE: put this folder's parent on the runtimepath, then
"     let g:ale_linters = {'python': ['loadlint']}

call ale#Set('python_loadlint_executable', 'loadlint')
call ale#Set('python_loadlint_options', {})

function! ale_linters#python#loadlint#Root(buffer) abort
    for l:name in ['loadlint.toml', 'pyproject.toml', 'setup.cfg', 'requirements.txt']
        let l:found = ale#path#FindNearestFile(a:buffer, l:name)
        if !empty(l:found)
            return fnamemodify(l:found, ':h')
        endif
    endfor
    return fnamemodify(bufname(a:buffer), ':p:h')
endfunction

call ale#linter#Define('python', {
\   'name': 'loadlint',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'python_loadlint_executable')},
\   'command': '%e server',
\   'project_root': function('ale_linters#python#loadlint#Root'),
\   'initialization_options': {buffer -> ale#Var(buffer, 'python_loadlint_options')},
\})
