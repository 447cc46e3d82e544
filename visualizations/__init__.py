"""From results to pictures: a scene as data, then SVG, pages and charts."""
