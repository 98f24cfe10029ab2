"""What people look at: pictures, notebooks, pages."""
