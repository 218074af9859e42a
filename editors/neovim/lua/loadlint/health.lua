--- `:checkhealth loadlint`

local M = {}

--- The first line that a command prints, nil when it cannot be run.
local function first_line(command)
  if vim.fn.executable(command[1]) ~= 1 then return nil end
  local ended = vim.system(command, { text = true }):wait(10000)
  return ended.code == 0 and vim.split(ended.stdout, '\n')[1] or nil
end

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('Neovim is 0.11 or newer')
  else
    vim.health.error('Neovim is older than 0.11', 'update it, or start `loadlint server` with vim.lsp.start')
  end
end

local function check_program()
  local config = vim.lsp.config.loadlint or {}
  local command = type(config.cmd) == 'table' and config.cmd or { 'loadlint', 'server' }
  local asked = vim.list_slice(command, 1, #command - 1)
  local version = first_line(vim.list_extend(asked, { '--version' }))
  if version then
    vim.health.ok(('%s answers: %s'):format(table.concat(command, ' '), version))
  else
    vim.health.error(('%s cannot be run'):format(command[1]), {
      '`pip install loadlint` into an environment that is on the PATH',
      'or name it: vim.lsp.config("loadlint", { cmd = { "/path/to/loadlint", "server" } })',
    })
  end
end

local function check_enabled()
  if vim.lsp.is_enabled and vim.lsp.is_enabled('loadlint') or vim.lsp._enabled_configs.loadlint then
    vim.health.ok('the configuration is enabled')
  else
    vim.health.warn('the configuration is not enabled', "vim.lsp.enable('loadlint') in init.lua")
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'loadlint' })
  if #clients == 0 then return vim.health.info('no server runs: open a Python file first') end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('a server serves %d buffers in %s'):format(buffers, client.root_dir or 'no folder'))
    if (client.config.init_options or {}).trusted == false then
      vim.health.info('verification is turned off (init_options.trusted = false)')
    end
  end
end

function M.check()
  vim.health.start('loadlint')
  check_neovim()
  check_program()
  check_enabled()
  check_clients()
end

return M
