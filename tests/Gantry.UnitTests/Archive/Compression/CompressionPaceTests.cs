using Gantry.Archive.Compression;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Archive.Compression;

/// <summary>Compressing gives way to who sends and who reads.</summary>
public sealed class CompressionPaceTests
{
    private readonly ManualTime time = new();
    private readonly CompressionPace pace;
    private long changes;
    private long reads;

    public CompressionPaceTests() => pace = new CompressionPace(new CompressionOptions { ProcessorPercent = 50 }, () => changes, () => reads, time);

    [Fact]
    public async Task It_goes_on_while_it_is_quiet_whatever_it_does_itself()
    {
        for (int i = 0; i < 20; i++)
        {
            long began = time.GetTimestamp();
            Assert.True(pace.GiveWayAsync(CancellationToken.None).AsTask().IsCompleted);
            reads += 10;
            changes++;
            pace.NoteOwn();
            time.Advance(TimeSpan.FromMilliseconds(20));
            Task rest = pace.RestAsync(began, CancellationToken.None).AsTask();
            Assert.False(rest.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(20));
            await rest;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_waits_while_much_is_sent_or_read_but_not_for_ever(bool isReading)
    {
        Rise(isReading);
        Task waits = pace.GiveWayAsync(CancellationToken.None).AsTask();
        int pauses = 0;
        while (await Task.WhenAny(waits, time.TimerSet) != waits)
        {
            pauses++;
            Rise(isReading);
            time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(20, pauses);
    }

    [Fact]
    public async Task It_goes_on_when_that_is_over()
    {
        Rise(isReading: true);
        Task waits = pace.GiveWayAsync(CancellationToken.None).AsTask();
        Assert.False(waits.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(250));
        await waits;
    }

    private void Rise(bool isReading)
    {
        reads += isReading ? 50 : 0;
        changes += isReading ? 0 : 50;
    }
}
