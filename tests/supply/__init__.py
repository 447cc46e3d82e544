"""What Gruppkarta is put together from: the locks, licences, and the list of components (SBOM)."""
