--- What loadlint does in Neovim beyond what every language server does: verifications of a whole file, their
--- progress, and their reports in a window.

local M = {}

local NAME = 'loadlint'

--- The client that serves a buffer; says so when there is none.
---@param buffer integer
---@return vim.lsp.Client?
local function client_of(buffer)
  local client = vim.lsp.get_clients({ bufnr = buffer, name = NAME })[1]
  if not client then
    vim.notify('loadlint: no server runs for this buffer, see :checkhealth loadlint', vim.log.levels.WARN)
  end
  return client
end

--- Run a command of the server and hand its result on; an error is shown.
local function ask(client, buffer, command, arguments, done)
  client:request('workspace/executeCommand', { command = command, arguments = arguments }, function(err, result)
    if err then
      vim.notify('loadlint: ' .. err.message, vim.log.levels.ERROR)
    elseif done then
      done(result)
    end
  end, buffer)
end

--- The load at the cursor, and whether it is compared with its fixes.
---@param opts? { compare?: boolean }
function M.verify(opts)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then return end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local command = opts and opts.compare and 'loadlint.compareLoad' or 'loadlint.verifyLoad'
  ask(client, buffer, command, { params.textDocument.uri, params.position })
end

--- Every load of the file, one after the other.
function M.verify_file()
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then return end
  local document = vim.lsp.util.make_text_document_params(buffer)
  client:request('textDocument/codeLens', { textDocument = document }, function(err, lenses)
    if err then return vim.notify('loadlint: ' .. err.message, vim.log.levels.ERROR) end
    local loads = vim.iter(lenses or {}):map(function(it) return it.command end):filter(function(it)
      return it.command == 'loadlint.verifyLoad'
    end):totable()
    if #loads == 0 then vim.notify('loadlint: there is no load here that can be verified') end
    local function next_load(at)
      -- The server may ask about each, so the next one waits until this one stands in the queue.
      if loads[at] then ask(client, buffer, loads[at].command, loads[at].arguments, function() next_load(at + 1) end) end
    end
    next_load(1)
  end, buffer)
end

--- End all verifications that run or wait.
function M.cancel()
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if client then ask(client, buffer, 'loadlint.cancelVerify', {}) end
end

--- The last report of the load at the cursor, else of the file, in a window of its own.
---@param buffer? integer the current one without it
---@param row? integer the 0-based line of the load, that of the cursor without it
function M.report(buffer, row)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then return end
  row = row or vim.api.nvim_win_get_cursor(0)[1] - 1
  ask(client, buffer, 'loadlint.reports', { vim.uri_from_bufnr(buffer) }, function(reports)
    local told = vim.iter(reports or {}):filter(function(it) return it.text ~= vim.NIL and it.text ~= nil end):totable()
    local here = vim.iter(told):find(function(it)
      return it.range.start.line <= row and row <= it.range['end'].line
    end)
    local shown = here or told[#told]
    if not shown then return vim.notify('loadlint: no load has been verified here') end
    M.show(shown)
  end)
end

--- Colors of a report: its outcome, the names of its facts, problems and cures.
local COLORS = {
  { [[^loaded\>]], 'DiagnosticOk' },
  { [[^\%(failed\|not loaded\|killed\|cancelled\|refused\)\>]], 'DiagnosticError' },
  { [[^edited since.*]], 'DiagnosticWarn' },
  { [[^  \%(problem\|error\|cause\)\>]], 'DiagnosticError' },
  { [[^  \%(warning\|note\|finding\)\>]], 'DiagnosticWarn' },
  { [[^  cure\>]], 'DiagnosticHint' },
  { [[^  [a-z][a-z ]\{-}\ze  ]], 'Identifier' },
}

local function highlight(window)
  vim.api.nvim_win_call(window, function()
    for at, it in ipairs(COLORS) do vim.fn.matchadd(it[2], it[1], 10 + #COLORS - at) end
  end)
end

--- Open a report in a float that `q` or leaving it closes.
---@param report table a value of the server's command `loadlint.reports`
---@return integer buffer, integer window
function M.show(report)
  local lines = vim.split(vim.trim(report.text), '\n')
  if report.stale then table.insert(lines, 1, 'edited since: verify this load again to see what it comes to now') end
  local buffer, window = vim.lsp.util.open_floating_preview(lines, '', {
    border = 'rounded',
    title = ' verification ',
    focus_id = 'loadlint.report',
    max_width = math.max(40, vim.o.columns - 4),
    max_height = math.max(5, vim.o.lines - 4),
    wrap = true,
  })
  vim.bo[buffer].filetype = 'loadlint-report'
  highlight(window)
  return buffer, window
end

--- The page of a rule, in a window of its own.
---@param name string
function M.rule(name)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then return end
  ask(client, buffer, 'loadlint.rule', { name }, function(page)
    if type(page) ~= 'string' then return vim.notify('loadlint: no rule is named ' .. name) end
    vim.lsp.util.open_floating_preview(vim.split(page, '\n'), 'markdown', { border = 'rounded', focus_id = 'loadlint.rule' })
  end)
end

--- All fixes that are safe, at once.
function M.fix_all()
  vim.lsp.buf.code_action({ context = { only = { 'source.fixAll.loadlint' }, diagnostics = {} }, apply = true })
end

--- What runs now, for a status line: empty, or such as `loadlint: loading 40%`.
function M.status()
  local parts = vim.tbl_values(M.running)
  return #parts == 0 and '' or NAME .. ': ' .. parts[#parts]
end

--- Verifications that run, by token: what each is doing.
---@type table<string, string>
M.running = {}

--- Take in a step of the progress; when a verification ends, say what it came to.
---@param event { client_id: integer, params: lsp.ProgressParams }
function M.on_progress(event)
  local client, value = vim.lsp.get_client_by_id(event.client_id), event.params.value
  if not client or client.name ~= NAME then return end
  local token = tostring(event.params.token)
  if value.kind == 'end' then
    M.running[token] = nil
    if value.message then vim.notify('loadlint: ' .. value.message) end
  else
    local share = value.percentage and (' %d%%'):format(value.percentage) or ''
    M.running[token] = (value.message or value.title or 'verifying') .. share
  end
  vim.cmd.redrawstatus({ bang = true })
end

return M
