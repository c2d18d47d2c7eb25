"""From an edition to typeset HTML by the templates of a house style, and what is wrong with one."""
