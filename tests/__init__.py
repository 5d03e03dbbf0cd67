import sys

sys.argv[0] = "scrapy"  # messages name the program that was typed, and most tests call commands of Scrapy's
