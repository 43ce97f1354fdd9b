import torch


def main(model):
    model.eval()
    results = []
    for i in range(20):
        results.append(model(torch.batch(i, 500_000)).sum())
    return sum(result.item() for result in results)


print(main(torch.Model()))
