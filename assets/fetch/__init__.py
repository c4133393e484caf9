"""Finding newly published reports: polite requests, links, downloads. Nothing else uses the network."""
