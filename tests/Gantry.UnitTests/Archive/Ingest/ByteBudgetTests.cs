using Gantry.Archive.Ingest;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Archive.Ingest;

public sealed class ByteBudgetTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task WhoFindsItUsedUpWaitsUntilSomethingIsGivenBack()
    {
        ByteBudget budget = new(100, TimeSpan.FromSeconds(10), time);
        Assert.True(await budget.TakeAsync(60, default));
        Assert.True(budget.IsUnderPressure);
        ValueTask<bool> waiting = budget.TakeAsync(50, default);
        Assert.False(waiting.IsCompleted);
        budget.Give(60);
        Assert.True(await waiting);
        Assert.Equal(50, budget.Used);
    }

    [Fact]
    public async Task NobodyOvertakesWhoWaits()
    {
        ByteBudget budget = new(100, TimeSpan.FromSeconds(10), time);
        Assert.True(await budget.TakeAsync(80, default));
        Task<bool> large = budget.TakeAsync(90, default).AsTask();
        Task<bool> small = budget.TakeAsync(10, default).AsTask();
        Assert.False(small.IsCompleted);
        budget.Give(80);
        Assert.True(await large);
        Assert.True(await small);
    }

    [Fact]
    public async Task PatienceEndsAndTheNextInLineIsServed()
    {
        ByteBudget budget = new(100, TimeSpan.FromSeconds(10), time);
        Assert.True(await budget.TakeAsync(80, default));
        Task<bool> waiting = budget.TakeAsync(50, default).AsTask();
        await time.TimerSet;
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(await waiting);
        Assert.True(await budget.TakeAsync(20, default));
        Assert.Equal(100, budget.Used);
    }

    [Fact]
    public async Task WhoIsCancelledTakesNothing()
    {
        ByteBudget budget = new(100, TimeSpan.FromSeconds(10), time);
        Assert.True(await budget.TakeAsync(100, default));
        using CancellationTokenSource gone = new();
        Task<bool> waiting = budget.TakeAsync(1, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        budget.Give(100);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task WhatIsLargerThanAllOfItPassesAlone()
    {
        ByteBudget budget = new(100, TimeSpan.FromSeconds(10), time);
        Assert.True(await budget.TakeAsync(500, default));
        Task<bool> next = budget.TakeAsync(1, default).AsTask();
        Assert.False(next.IsCompleted);
        budget.Give(500);
        Assert.True(await next);
    }
}
