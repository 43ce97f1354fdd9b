def main():
    data = b''
    for i in range(30):
        data += bytes([i]) * 1_000_000
    return len(data)


print(main())
