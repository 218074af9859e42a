-- Drives Neovim as a user would and writes what was seen as JSON: nvim -l neovim.lua FILE RESULT
local file, result = arg[1], arg[2]
local seen = { progress = {} }

local function await(what, look)
  local value
  local done = vim.wait(90000, function()
    value = look()
    return value
  end, 20)
  assert(done, 'timed out waiting for ' .. what)
  return value
end

local function diagnostics()
  return vim.tbl_map(function(it)
    return { rule = it.code, line = it.lnum, column = it.col, message = it.message }
  end, vim.diagnostic.get(0))
end

local function with(rule)
  return function()
    return vim.iter(diagnostics()):find(function(it) return it.rule == rule end)
  end
end

local function lens()
  return vim.iter(vim.lsp.codelens.get(0)):find(function(it) return it.command ~= nil end)
end

vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event) table.insert(seen.progress, event.data.params.value.kind) end,
})

vim.cmd.edit(file)
vim.bo.filetype = 'python'
await('a finding', with('deprecated-torch-dtype'))
seen.found = diagnostics()
seen.encoding = vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding
seen.lens = await('a lens', lens).command.title
-- By now a client that was offered both ways would have been pushed to and have pulled.
seen.again = diagnostics()

local row = seen.found[1].line + 1
vim.api.nvim_win_set_cursor(0, { row, seen.found[1].column })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(it) return it.isPreferred == true end,
  context = { only = { 'quickfix' }, diagnostics = vim.lsp.diagnostic.from(vim.diagnostic.get(0)) },
})
await('the fix', function() return not with('deprecated-torch-dtype')() end)
seen.fixed = vim.api.nvim_buf_get_lines(0, row - 1, row, false)[1]

await('a lens', lens)
vim.lsp.codelens.run()
seen.title = await('its lens', function()
  local found = lens()
  return found and found.command.title:find('^✓') and found.command.title
end)
seen.outcome = with('verify-load')() == nil
seen.hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(0, seen.encoding), 30000)[1]
  .result.contents.value


-- The commands of the plugin.
local told = {}
vim.notify = function(message) table.insert(told, message) end
local function saying(text)
  return function()
    return vim.iter(told):find(function(it) return it:find(text, 1, true) end)
  end
end

vim.cmd.LoadlintReport()
local float = await('the report', function()
  return vim.iter(vim.api.nvim_list_wins()):find(function(it) return vim.api.nvim_win_get_config(it).relative ~= '' end)
end)
local shown = vim.api.nvim_win_get_buf(float)
seen.report = table.concat(vim.api.nvim_buf_get_lines(shown, 0, -1, false), '\n')
seen.kind = vim.bo[shown].filetype
seen.colors = vim.iter(vim.fn.getmatches(float)):map(function(it) return it.group end):totable()
vim.api.nvim_win_close(float, true)

vim.cmd.LoadlintVerifyFile()
seen.status = await('something that runs', function()
  local status = require('loadlint').status()
  return status ~= '' and status
end)
vim.cmd.LoadlintCancel()
seen.cancelled = await('the end', saying('cancelled'))
seen.idle = require('loadlint').status()

vim.api.nvim_buf_set_lines(0, row - 1, row, false, { (seen.fixed:gsub('dtype=', 'torch_dtype=')) })
await('the finding again', with('deprecated-torch-dtype'))
vim.cmd.LoadlintFixAll()
await('the fix of all', function() return not with('deprecated-torch-dtype')() end)
seen.fixed_all = vim.api.nvim_buf_get_lines(0, row - 1, row, false)[1]

vim.cmd('checkhealth loadlint')
seen.health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.cmd('helptags ALL')
vim.cmd.help(':LoadlintVerify')
seen.help = vim.api.nvim_get_current_line()

vim.fn.writefile({ vim.json.encode(seen) }, result)
vim.cmd('qa!')
