---@brief
---
--- loadlint finds, fixes and verifies faults in Python code that loads machine-learning models.
--- Enable it with `vim.lsp.enable('loadlint')`; the README beside this folder says what there is to map.

---@type vim.lsp.Config
return {
  cmd = { 'loadlint', 'server' },
  filetypes = { 'python' },
  root_markers = { 'loadlint.toml', 'pyproject.toml', 'setup.cfg', 'requirements.txt', '.git' },
}
