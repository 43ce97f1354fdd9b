def main():
    words = []
    for i in range(2_500):
        text = 'w' * (i % 50 + 5000)
        if i % 7:
            words.append(text.upper())
    return max(words)


print(len(main()))
