"""The documents that go with an audit: a dossier goes in, a document for paper comes out."""
