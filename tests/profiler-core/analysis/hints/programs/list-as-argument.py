def main():
    return max([str(i) * 1000 for i in range(2_500)])


print(len(main()))
