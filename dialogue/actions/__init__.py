"""The things people do in a dialogue. One function per verb, one module per noun."""
