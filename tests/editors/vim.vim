" Drives Vim with ALE as a user would: vim -es -u vim.vim
set nocompatible
set rtp^=/usr/share/vim-ale
execute 'set rtp^=' . fnameescape($LOADLINT_VIM)
filetype plugin on
let g:ale_linters = {'python': ['loadlint']}
let g:ale_python_loadlint_executable = $LOADLINT
let g:ale_python_loadlint_options = {'interpreter': $PYTHON}
let g:ale_hover_to_preview = 1
runtime! plugin/ale.vim
edit load.py
set filetype=python

function! s:await(look) abort
    for l:turn in range(3600)
        let l:found = a:look()
        if !empty(l:found)
            return l:found
        endif
        sleep 50m
    endfor
    cquit
endfunction

ALELint
let s:findings = s:await({-> ale#engine#GetLoclist(bufnr(''))})
call cursor(s:findings[0].lnum, s:findings[0].col)
ALEHover
let s:hover = s:await({-> filter(range(1, bufnr('$')), 'bufname(v:val) =~# "ALEPreview"')})
let s:seen = {'findings': map(copy(s:findings), 'v:val.text'), 'codes': map(copy(s:findings), "get(v:val, 'code', '')"),
\   'hover': join(getbufline(s:hover[0], 1, '$'), "\n")}
call writefile([json_encode(s:seen)], 'seen.json')
qall!
