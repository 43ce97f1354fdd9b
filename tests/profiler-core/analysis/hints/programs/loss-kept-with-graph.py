import torch


def main(model):
    total = 0
    for i in range(20):
        loss = model(torch.batch(i, 500_000)).sum()
        loss.backward()
        total += loss
    return float(total)


print(main(torch.Model()))
