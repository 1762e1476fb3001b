#!/bin/sh
# Stands for the start of your model.
exec echo "the model would run here"
