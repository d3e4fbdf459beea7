using System.Buffers;
using System.IO.Pipelines;

namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>
/// Reads a multipart body (RFC 2046 5.1) from a pipe, part after part, handing out each body's bytes as views of the pipe's buffers: nothing is
/// copied or gathered, whatever the size. What the bytes say wrong is told by <see cref="Malformation"/>, never thrown.
/// Use: <see cref="NextPartAsync"/>, then <see cref="CopyBodyAsync"/>, until there is no next part.
/// </summary>
public sealed class MultipartReader(PipeReader input, Boundary boundary, MultipartLimits? limits = null)
{
    private const int MaxDelimiterPadding = 256;
    private readonly MultipartLimits limits = limits ?? MultipartLimits.Default;
    private State state = State.Preamble;
    private int parts;
    private bool atStart;

    private enum State { Preamble, Body, Headers, End }

    /// <summary>What is wrong with the body; null so far.</summary>
    public string? Malformation { get; private set; }

    /// <summary>The headers of the next part; what is left of the current part's body is passed over. Null at the end, or when <see cref="Malformation"/> is set.</summary>
    public async ValueTask<PartHeaders?> NextPartAsync(CancellationToken cancellationToken)
    {
        if (state == State.Preamble)
        {
            await SkipPreambleAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (state == State.Body)
        {
            await CopyBodyAsync(null, cancellationToken).ConfigureAwait(false);
        }

        if (state != State.Headers)
        {
            return null;
        }

        if (++parts > limits.MaxParts)
        {
            return Fail<PartHeaders>($"more than {limits.MaxParts} parts");
        }

        return await ReadHeadersAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Hands the current part's body to <paramref name="sink"/> as it arrives; the bytes are borrowed until the sink's task completes. False when the
    /// body ended before the boundary that closes the part: what the sink took is then cut short.
    /// </summary>
    public async ValueTask<bool> CopyBodyAsync(Func<ReadOnlySequence<byte>, CancellationToken, ValueTask>? sink, CancellationToken cancellationToken)
    {
        if (state != State.Body)
        {
            return false;
        }

        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            Hit hit = atStart ? FindFirstDelimiter(buffer, result.IsCompleted) : FindDelimiter(buffer, result.IsCompleted);
            atStart &= hit.BodyLength == 0;
            if (hit.BodyLength > 0 && sink is not null)
            {
                await sink(buffer.Slice(0, hit.BodyLength), cancellationToken).ConfigureAwait(false);
            }

            if (hit.IsFound)
            {
                input.AdvanceTo(buffer.GetPosition(hit.NextOffset));
                state = hit.IsLast ? State.End : State.Headers;
                return true;
            }

            input.AdvanceTo(buffer.GetPosition(hit.BodyLength), buffer.End);
            if (result.IsCompleted || result.IsCanceled)
            {
                Fail<PartHeaders>("the body ends within a part: the closing boundary is missing");
                return false;
            }
        }
    }

    private async ValueTask SkipPreambleAsync(CancellationToken cancellationToken)
    {
        long skipped = 0;
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            Hit hit = skipped == 0 ? FindFirstDelimiter(buffer, result.IsCompleted) : FindDelimiter(buffer, result.IsCompleted);
            skipped += hit.BodyLength;
            if (hit.IsFound && skipped <= limits.MaxPreambleBytes)
            {
                input.AdvanceTo(buffer.GetPosition(hit.NextOffset));
                state = hit.IsLast ? State.End : State.Headers;
                return;
            }

            input.AdvanceTo(buffer.GetPosition(hit.BodyLength), buffer.End);
            if (hit.IsFound || result.IsCompleted || skipped > limits.MaxPreambleBytes)
            {
                Fail<PartHeaders>($"the boundary '{boundary.Value}' is not found at the start of the body");
                return;
            }
        }
    }

    private async ValueTask<PartHeaders?> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            // The delimiter's own line break is still there, so that a part without headers also begins with an empty line.
            long end = DelimiterSearch.IndexOf(buffer, "\r\n\r\n"u8);
            if (end > limits.MaxHeaderBytes || (end < 0 && buffer.Length > limits.MaxHeaderBytes + 4))
            {
                input.AdvanceTo(buffer.Start);
                return Fail<PartHeaders>($"the headers of part {parts} are longer than {limits.MaxHeaderBytes} bytes");
            }

            if (end >= 0)
            {
                PartHeaders? headers = Parse(buffer.Slice(0, end));
                input.AdvanceTo(buffer.GetPosition(end + 4));
                state = State.Body;
                atStart = true;
                return headers ?? Fail<PartHeaders>($"the headers of part {parts} hold a line without a colon");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted || result.IsCanceled)
            {
                return Fail<PartHeaders>($"the body ends within the headers of part {parts}");
            }
        }
    }

    private static PartHeaders? Parse(ReadOnlySequence<byte> block) =>
        block.IsSingleSegment ? PartHeaders.Parse(block.FirstSpan) : PartHeaders.Parse(block.ToArray());

    /// <summary>At the start of the body, and of a part whose body is empty, the delimiter may come without the line break that precedes all others.</summary>
    private Hit FindFirstDelimiter(in ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        ReadOnlySpan<byte> bare = boundary.Delimiter.AsSpan(2);
        if (buffer.Length < bare.Length && !isCompleted)
        {
            return default;
        }

        if (new SequenceReader<byte>(buffer).IsNext(bare))
        {
            Hit hit = AfterDelimiter(buffer, 0, bare.Length, isCompleted);
            if (hit.IsFound || hit.BodyLength == 0)
            {
                return hit;
            }
        }

        return FindDelimiter(buffer, isCompleted);
    }

    private Hit FindDelimiter(in ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        long from = 0;
        while (true)
        {
            ReadOnlySequence<byte> rest = buffer.Slice(from);
            long at = DelimiterSearch.IndexOf(rest, boundary.Delimiter);
            if (at < 0)
            {
                long safe = isCompleted ? buffer.Length : Math.Max(from, buffer.Length - boundary.Delimiter.Length + 1);
                return new Hit(false, safe, 0, false);
            }

            Hit hit = AfterDelimiter(buffer, from + at, boundary.Delimiter.Length, isCompleted);
            if (hit.IsFound || hit.BodyLength == from + at)
            {
                return hit;
            }

            from = hit.BodyLength;
        }
    }

    /// <summary>Looks at what follows a delimiter: "--" ends the body, white space and a line break begin a part; anything else was data that only looked alike.</summary>
    private static Hit AfterDelimiter(in ReadOnlySequence<byte> buffer, long at, int length, bool isCompleted)
    {
        SequenceReader<byte> reader = new(buffer.Slice(at + length));
        Hit notYet = new(false, at, 0, false);
        Hit lookAlike = new(false, at + 1, 0, false);
        if (!reader.TryPeek(out byte first) || (first is (byte)'-' or (byte)'\r' && !reader.TryPeek(1, out _)))
        {
            return isCompleted ? lookAlike : notYet;
        }

        if (reader.IsNext("--"u8))
        {
            return new Hit(true, at, at + length + 2, true);
        }

        long padding = reader.AdvancePastAny((byte)' ', (byte)'\t');
        if (padding > MaxDelimiterPadding)
        {
            return lookAlike;
        }

        if (reader.IsNext("\r\n"u8))
        {
            return new Hit(true, at, at + length + padding, false);
        }

        bool mayFollow = reader.Remaining == 0 || (reader.Remaining == 1 && reader.IsNext((byte)'\r'));
        return mayFollow && !isCompleted ? notYet : lookAlike;
    }

    private T? Fail<T>(string what)
        where T : class
    {
        Malformation ??= what;
        state = State.End;
        return null;
    }

    private readonly record struct Hit(bool IsFound, long BodyLength, long NextOffset, bool IsLast);
}
