"""Ask of each rule of the points card whether it finds buyers, alone and beside the others."""
