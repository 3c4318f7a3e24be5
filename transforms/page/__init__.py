"""One record to one article: header, headline, byline, dateline, body."""
