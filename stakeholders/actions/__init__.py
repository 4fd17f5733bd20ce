"""The things people do with the register. One function per verb."""
