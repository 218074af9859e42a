;;; loadlint.el --- Find, fix and verify faulty loads of models -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "28.1"))
;; URL: https://github.com/loadlint/loadlint

;;; Commentary:

;; Starts `loadlint server' with Eglot or with lsp-mode, and adds what neither
;; has: verifying the load at point, and reading what that came to.
;;
;;     (require 'loadlint)
;;     (add-hook 'python-mode-hook #'eglot-ensure)   ; or #'lsp
;;
;; Eglot runs one server a buffer, so there loadlint stands in for another one;
;; lsp-mode runs it beside the others.

;;; Code:

(require 'seq)
(require 'subr-x)
(require 'url-util)

(declare-function eglot-current-server "eglot")
(declare-function eglot-path-to-uri "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp--cur-position "lsp-mode")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar eglot-server-programs)

(defgroup loadlint nil "Find, fix and verify faulty loads of models." :group 'tools)

(defcustom loadlint-command '("loadlint" "server")
  "The command that starts the server."
  :type '(repeat string))

(defcustom loadlint-interpreter nil
  "The Python that verifies loads; nil for the one that loadlint finds."
  :type '(choice (const :tag "found by loadlint" nil) file))

;;;###autoload
(defun loadlint-verify (&optional compare)
  "Verify the load at point; with a prefix argument COMPARE it with its fixes.
The outcome stands on the load once it is there; `loadlint-report' has all of it."
  (interactive "P")
  (loadlint--execute (if compare "loadlint.compareLoad" "loadlint.verifyLoad")
                     (vector (loadlint--uri) (loadlint--position)))
  (message "loadlint: verifying"))

;;;###autoload
(defun loadlint-cancel ()
  "Cancel the verifications that run or wait."
  (interactive)
  (loadlint--execute "loadlint.cancelVerify" []))

;;;###autoload
(defun loadlint-report ()
  "Show the report of the last verification of the load at point, else of the file."
  (interactive)
  (let* ((line (1- (line-number-at-pos nil t)))
         (told (seq-filter (lambda (it) (stringp (loadlint--get it "text")))
                           (loadlint--execute "loadlint.reports" (vector (loadlint--uri)))))
         (here (seq-find (lambda (it) (<= (loadlint--get it "range" "start" "line") line
                                          (loadlint--get it "range" "end" "line")))
                         told))
         (shown (or here (car (last told)))))
    (if (null shown)
        (message "loadlint: no load has been verified here")
      (with-help-window "*loadlint*"
        (princ (loadlint--get shown "text"))))))

(defun loadlint--execute (command arguments)
  "Have the server of this buffer run COMMAND with the vector ARGUMENTS."
  (let ((params (list :command command :arguments arguments)))
    (cond ((loadlint--eglot)
           (append (jsonrpc-request (eglot-current-server) :workspace/executeCommand params) nil))
          ((bound-and-true-p lsp-mode)
           (let ((found (lsp-request "workspace/executeCommand" params)))
             (if (stringp found) found (append found nil))))
          (t (user-error "No server runs in this buffer; start `eglot' or `lsp'")))))

(defun loadlint--uri ()
  "The URI of this buffer."
  (cond ((not (loadlint--eglot)) (lsp--buffer-uri))
        ;; Public since Eglot 1.16.
        ((fboundp 'eglot-path-to-uri) (eglot-path-to-uri buffer-file-name))
        (t (loadlint--file-uri (file-truename buffer-file-name)))))

(defun loadlint--file-uri (path)
  "The URI of the file at PATH."
  (concat "file://" (if (string-prefix-p "/" path) "" "/") (url-hexify-string path url-path-allowed-chars)))

(defun loadlint--eglot ()
  "The server of Eglot for this buffer; nil where there is none."
  (and (fboundp 'eglot-current-server) (eglot-current-server)))

(defun loadlint--position ()
  "Point as the protocol has it."
  (if (loadlint--eglot)
      ;; The server takes the load of a line, so the unit of the column is all one.
      (list :line (1- (line-number-at-pos nil t)) :character (- (point) (line-beginning-position)))
    (lsp--cur-position)))

(defun loadlint--get (value &rest names)
  "What stands under NAMES in VALUE, a property list (Eglot) or a hash table (lsp-mode)."
  (dolist (name names value)
    (setq value (if (hash-table-p value) (gethash name value) (plist-get value (intern (concat ":" name)))))))

(defun loadlint--options (&rest _)
  "What the server is told at the start."
  (if loadlint-interpreter (list :interpreter loadlint-interpreter) (list :trusted t)))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `((python-mode python-ts-mode)
                 . ,(lambda (&rest _)
                      (append loadlint-command (list :initializationOptions (loadlint--options)))))))

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () loadlint-command))
                    :activation-fn (lsp-activate-on "python")
                    :add-on? t
                    :server-id 'loadlint
                    :initialization-options #'loadlint--options)))

(provide 'loadlint)
;;; loadlint.el ends here
