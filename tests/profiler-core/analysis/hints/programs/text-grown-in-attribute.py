class Page:
    def __init__(self):
        self.text = ''

    def fill(self):
        for i in range(100):
            self.text += str(i % 10) * 100_000


page = Page()
page.fill()
print(len(page.text))
