"""The stakeholder's own pages: one address, a code, no account and nothing kept in the browser.

`visits` lets somebody in, `verbs` do what they ask, `facts` and `forms` are what a page is made
of, `pages` shows it and `views` answer the URLs.
"""
