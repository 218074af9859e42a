--- `:checkhealth loadlint`

local M = {}

--- The lines that a command prints, nil when it cannot be run.
local function lines_of(command, folder)
  if vim.fn.executable(command[1]) ~= 1 then return nil end
  local ended = vim.system(command, { text = true, cwd = folder }):wait(10000)
  return ended.code == 0 and vim.split(ended.stdout, '\n') or nil
end

local function first_line(command)
  local lines = lines_of(command)
  return lines and lines[1]
end

--- The command of the server, as the configuration has it or finds it.
local function command_of_server()
  local config = vim.lsp.config.loadlint or {}
  if type(config.cmd) == 'table' then return config.cmd end
  local buffer = (vim.lsp.get_clients({ name = 'loadlint' })[1] or { attached_buffers = {} }).attached_buffers
  return { config.program and config.program(next(buffer)) or 'loadlint', 'server' }
end

--- The same program with other words than `server`.
local function asked(command, words) return vim.list_extend(vim.list_slice(command, 1, #command - 1), words) end

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('Neovim is 0.11 or newer')
  else
    vim.health.error('Neovim is older than 0.11', 'update it, or start `loadlint server` with vim.lsp.start')
  end
end

local function check_program()
  local command = command_of_server()
  local version = first_line(asked(command, { '--version' }))
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

--- The interpreter that verifies, and whether it has what a load needs.
local function check_python(client)
  local words = { 'doctor', '--no-devices' }
  local chosen = (client.config.init_options or {}).interpreter
  if chosen then vim.list_extend(words, { '--python', chosen }) end
  local facts = {}
  for _, line in ipairs(lines_of(asked(command_of_server(), words), client.root_dir) or {}) do
    local name, value = line:match('^(%w+): (.*)$')
    if name then facts[name] = value end
  end
  if not facts.interpreter or facts.interpreter == 'none' then
    return vim.health.warn('no Python verifies loads', 'make a .venv, or name one: init_options = { interpreter = ... }')
  end
  local said = ('%s verifies loads, torch %s, transformers %s'):format(
    facts.interpreter, facts.torch or 'unknown', facts.transformers or 'unknown')
  if facts.torch == 'not installed' or facts.transformers == 'not installed' then
    vim.health.warn(said, 'install torch and transformers there, or name another interpreter')
  else
    vim.health.ok(said)
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'loadlint' })
  if #clients == 0 then return vim.health.info('no server runs: open a Python file first') end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    local noun = buffers == 1 and 'buffer' or 'buffers'
    vim.health.ok(('a server serves %d %s in %s'):format(buffers, noun, client.root_dir or 'no folder'))
    check_python(client)
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
