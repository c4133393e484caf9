"""Finding newly published reports: sources, polite requests, links, downloads. Nothing else uses the network."""
