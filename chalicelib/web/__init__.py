"""The HTTP edge: parameters in, answers and problems out. Only this room and app.py know Chalice."""
