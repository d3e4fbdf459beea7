using System.Diagnostics;
using System.Globalization;

namespace Gantry.Commands.Import;

/// <summary>How far a long command is: a bar on a terminal, a line for each tenth elsewhere. Written to standard error.</summary>
internal sealed class ProgressBar(int total, string unit)
{
    private const int Width = 30;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly bool isTerminal = !Console.IsErrorRedirected;
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Lock drawing = new();
    private long lastDrawn;
    private int done;
    private long bytes;

    public void Advance(long more)
    {
        lock (drawing)
        {
            done++;
            bytes += more;
            bool isDue = isTerminal
                ? done == total || Stopwatch.GetElapsedTime(lastDrawn) >= Redraw
                : done == total || done * 10L / total != (done - 1) * 10L / total;
            if (isDue)
            {
                lastDrawn = Stopwatch.GetTimestamp();
                Draw();
            }
        }
    }

    private void Draw()
    {
        double seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(started).TotalSeconds);
        string rate = string.Create(CultureInfo.InvariantCulture, $"{done}/{total} {unit}, {bytes / 1e6:0.0} MB, {done / seconds:0}/s");
        if (!isTerminal)
        {
            Console.Error.WriteLine(rate);
            return;
        }

        int filled = (int)((long)Width * done / total);
        Console.Error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {rate}  {(done == total ? "\n" : "")}");
    }
}
