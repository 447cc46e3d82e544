"""From files to records, stage by stage.

`case_folder.load_case` runs the stages: `discover` (which files there are, and what is read from them),
`read` (one module per format), `mapping` (foreign tables to ours), `check` (what is refused), `merge`
(what is one record) and `quarantine` (refused rows put aside). The other modules are what the stages share.
`demo_city` makes an invented city; no stage knows it.
"""
