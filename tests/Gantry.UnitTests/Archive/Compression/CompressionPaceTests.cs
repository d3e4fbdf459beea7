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
    public void It_goes_on_while_it_is_quiet_whatever_it_does_itself()
    {
        for (int i = 0; i < 20; i++)
        {
            long began = time.GetTimestamp();
            Assert.True(pace.GiveWayAsync(CancellationToken.None).IsCompleted);
            reads += 10;
            changes++;
            pace.NoteOwn();
            time.Advance(TimeSpan.FromMilliseconds(20));
            ValueTask rest = pace.RestAsync(began, CancellationToken.None);
            Assert.False(rest.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(20));
            Assert.True(rest.IsCompleted);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_waits_while_much_is_sent_or_read_but_not_for_ever(bool isReading)
    {
        Rise(isReading);
        ValueTask waits = pace.GiveWayAsync(CancellationToken.None);
        int pauses = 0;
        for (; !waits.IsCompleted && pauses < 100; pauses++)
        {
            Rise(isReading);
            time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(20, pauses);
    }

    [Fact]
    public void It_goes_on_when_that_is_over()
    {
        Rise(isReading: true);
        ValueTask waits = pace.GiveWayAsync(CancellationToken.None);
        Assert.False(waits.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(waits.IsCompleted);
    }

    private void Rise(bool isReading)
    {
        reads += isReading ? 50 : 0;
        changes += isReading ? 0 : 50;
    }
}
