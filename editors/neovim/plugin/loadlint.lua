if vim.g.loaded_loadlint then return end
vim.g.loaded_loadlint = true

local function command(name, call, description)
  vim.api.nvim_create_user_command(name, call, { desc = description, bang = name == 'LoadlintVerify' })
end

local function loadlint(name, ...)
  local arguments = { ... }
  return function() require('loadlint')[name](unpack(arguments)) end
end

command('LoadlintVerify', function(it)
  require('loadlint').verify({ compare = it.bang })
end, 'Verify the load at the cursor; with ! compare it with its fixes')
command('LoadlintVerifyFile', loadlint('verify_file'), 'Verify every load of the file')
command('LoadlintReport', loadlint('report'), 'Show what the last verification measured')
command('LoadlintCancel', loadlint('cancel'), 'Cancel the verifications that run')
command('LoadlintFixAll', loadlint('fix_all'), 'Apply all fixes that are safe')

vim.api.nvim_create_autocmd('LspProgress', {
  group = vim.api.nvim_create_augroup('loadlint', {}),
  callback = function(event) require('loadlint').on_progress(event.data) end,
})
