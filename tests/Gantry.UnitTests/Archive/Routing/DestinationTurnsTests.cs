using Gantry.Archive.Routing;
using Xunit;

namespace Gantry.UnitTests.Archive.Routing;

public sealed class DestinationTurnsTests
{
    private readonly DestinationTurns turns = new();

    [Fact]
    public async Task A_rule_alone_never_waits()
    {
        turns.Tell("PACS", "a", 5);
        turns.Tell("OTHER", "b", 1);
        await turns.WaitAsync("PACS", "a", CancellationToken.None);
    }

    [Fact]
    public async Task The_one_furthest_back_goes_on_and_the_other_waits_for_it()
    {
        turns.Tell("PACS", "a", 7);
        turns.Tell("pacs", "b", 5);
        Task other = turns.WaitAsync("PACS", "a", CancellationToken.None).AsTask();
        await turns.WaitAsync("PACS", "b", CancellationToken.None);
        Assert.False(other.IsCompleted);
        turns.Tell("PACS", "b", 6);
        Assert.False(other.IsCompleted);
        turns.Tell("PACS", "b", 7);
        await other;
    }

    [Fact]
    public async Task Who_leaves_keeps_nobody_waiting()
    {
        turns.Tell("PACS", "a", 7);
        turns.Tell("PACS", "b", 5);
        Task other = turns.WaitAsync("PACS", "a", CancellationToken.None).AsTask();
        turns.Leave("PACS", "b");
        await other;
    }

    [Fact]
    public async Task Waiting_ends_with_its_cancellation()
    {
        turns.Tell("PACS", "a", 7);
        turns.Tell("PACS", "b", 5);
        using CancellationTokenSource stop = new();
        Task other = turns.WaitAsync("PACS", "a", stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
    }
}
