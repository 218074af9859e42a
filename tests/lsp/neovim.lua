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
seen.outcome = await('the outcome', with('verify-load')).message
seen.title = await('its lens', function()
  local found = lens()
  return found and found.command.title:find('^loaded') and found.command.title
end)
seen.hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(0, seen.encoding), 30000)[1]
  .result.contents.value

vim.fn.writefile({ vim.json.encode(seen) }, result)
vim.cmd('qa!')
