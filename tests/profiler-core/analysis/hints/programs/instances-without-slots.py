class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


def main():
    points = [Point(i % 100, i % 90) for i in range(20_000)]
    return sum(point.x for point in points), len(points)


print(main())
