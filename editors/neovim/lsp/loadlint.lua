---@brief
---
--- loadlint finds, fixes and verifies faults in Python code that loads machine-learning models.
--- Enable it with `vim.lsp.enable('loadlint')`; the README beside this folder says what there is to map.

--- Neovim draws lenses only when told to, and takes no request to do so from a server.
local function keep_lenses_fresh(client, buffer)
  local group = vim.api.nvim_create_augroup('loadlint.lenses.' .. buffer, {})
  local function refresh() vim.lsp.codelens.refresh({ bufnr = buffer }) end
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'DiagnosticChanged' }, {
    group = group,
    buffer = buffer,
    callback = refresh,
  })
  vim.api.nvim_create_autocmd('LspProgress', {
    group = group,
    callback = function(event)
      if event.data.client_id == client.id then refresh() end
    end,
  })
  refresh()
end

--- What the text of a load does not say, asked for when it is verified; nil is "I give up".
local function ask(_, question)
  local hint = question.placeholder ~= '' and (' (%s)'):format(question.placeholder) or ''
  local typed = vim.fn.input({ prompt = question.prompt .. hint .. ': ', default = question.value, cancelreturn = vim.NIL })
  return typed ~= vim.NIL and typed ~= '' and { value = typed } or vim.NIL
end

--- The commands of lenses and actions that the editor itself runs.
local commands = {
  ['loadlint.showReport'] = function(command)
    local uri, position = unpack(command.arguments)
    require('loadlint').report(vim.uri_to_bufnr(uri), position.line)
  end,
  ['loadlint.showRule'] = function(command) require('loadlint').rule(command.arguments[1]) end,
}

-- This file may have been copied alone.
local has_plugin = #vim.api.nvim_get_runtime_file('lua/loadlint/init.lua', false) > 0

local markers = { 'loadlint.toml', 'pyproject.toml', 'setup.cfg', 'requirements.txt', '.git' }

--- The loadlint of the project's own environment, else the one on the PATH.
local function program(buffer)
  local root = vim.fs.root(buffer or 0, markers) or vim.fn.getcwd()
  for _, place in ipairs({ '.venv/bin/loadlint', '.venv/Scripts/loadlint.exe' }) do
    local path = vim.fs.joinpath(root, place)
    if vim.fn.executable(path) == 1 then return path end
  end
  return 'loadlint'
end

---@type vim.lsp.Config
return {
  cmd = function(dispatchers) return vim.lsp.rpc.start({ program(), 'server' }, dispatchers) end,
  program = program,
  filetypes = { 'python' },
  root_markers = markers,
  init_options = { input = true, commands = has_plugin },
  handlers = { ['loadlint/input'] = ask },
  commands = commands,
  on_attach = keep_lenses_fresh,
}
