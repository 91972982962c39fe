"""
What two policies answer differently: every changed cell, its direction, and somebody to show it.

`comparing` holds two models against each other; `values` are what it gives; `sides` and `revisions`
read what is compared, from files, compiled policies or a revision of git; `text`, `markdown`,
`plain` and `findings` tell it. `marked` puts both sides into one table, and `page` shows it.
"""
