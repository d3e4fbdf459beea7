using System.Buffers;

namespace Gantry.Dicom.Encoding;

/// <summary>
/// Parses a data set whose bytes arrive in pieces of any size; keeps at most one wanted value in memory. Never throws for what the bytes say;
/// after an error or a <see cref="ElementInterest.Stop"/> further bytes are only counted. Deflated syntaxes are inflated on the way.
/// </summary>
public sealed class DatasetPushParser : IDisposable
{
    private readonly ElementParser elements;
    private readonly ReadLimits limits;
    private readonly Inflater? inflater;
    private byte[]? inflated;
    private long inflatedBytes;
    private CarryBuffer carry;
    private int carried;

    public DatasetPushParser(TransferSyntax syntax, IDatasetHandler handler, ReadLimits? limits = null)
        : this(syntax, handler, limits, totalBytes: null)
    {
    }

    /// <param name="syntax">How the data set is encoded.</param>
    /// <param name="handler">Receives the events.</param>
    /// <param name="limits">What hostile input meets.</param>
    /// <param name="totalBytes">The length of the whole data set, where it is known: a declared length beyond it is an error at once.</param>
    /// <param name="opensUnknown">UN elements of defined length that the dictionary knows as sequences are opened (PS3.5 6.2.2).</param>
    internal DatasetPushParser(TransferSyntax syntax, IDatasetHandler handler, ReadLimits? limits, long? totalBytes, bool opensUnknown = true)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(handler);
        this.limits = limits ?? ReadLimits.Default;
        elements = new ElementParser(syntax, handler, this.limits, totalBytes, opensUnknown);
        inflater = syntax.IsDeflated ? new Inflater() : null;
    }

    /// <summary>The malformation that ended parsing; null so far.</summary>
    public DicomError? Error => elements.Error;

    /// <summary>Deviations that were read over, the first 100.</summary>
    public IReadOnlyList<Finding> Findings => elements.Findings;

    /// <summary>True once the handler said <see cref="ElementInterest.Stop"/>.</summary>
    public bool IsStopped => elements.IsStopped;

    /// <summary>Bytes pushed, before inflating.</summary>
    public long BytesPushed { get; private set; }

    internal ElementParser Elements => elements;

    /// <summary>Takes the next bytes; all are consumed. False once <see cref="Error"/> is set.</summary>
    public bool Push(ReadOnlySpan<byte> bytes)
    {
        BytesPushed += bytes.Length;
        if (elements.IsDone)
        {
            return Error is null;
        }

        if (inflater is null)
        {
            PushPlain(bytes);
        }
        else
        {
            PushDeflated(inflater, bytes);
        }

        return Error is null;
    }

    /// <summary>No more bytes: an element that is cut short becomes an error. False when <see cref="Error"/> is set.</summary>
    public bool Complete()
    {
        if (!elements.IsDone && inflater is not null && BytesPushed > 0 && !inflater.IsFinished)
        {
            elements.Fail(DicomErrorKind.Truncated, "the deflate stream ends before its last block does");
        }

        elements.Complete(((ReadOnlySpan<byte>)carry)[..carried]);
        return Error is null;
    }

    public void Dispose()
    {
        elements.Dispose();
        inflater?.Dispose();
        if (inflated is not null)
        {
            ArrayPool<byte>.Shared.Return(inflated);
            inflated = null;
        }
    }

    private void PushPlain(ReadOnlySpan<byte> bytes)
    {
        while (carried > 0)
        {
            // A header that was split over two pushes is put together; the value after it is read from the new bytes where it lies.
            Span<byte> joined = carry;
            int taken = Math.Min(bytes.Length, joined.Length - carried);
            bytes[..taken].CopyTo(joined[carried..]);
            int used = elements.Parse(joined[..(carried + taken)], onlyOne: true);
            if (used >= carried)
            {
                bytes = bytes[(used - carried)..];
                carried = 0;
            }
            else
            {
                joined[used..(carried + taken)].CopyTo(joined);
                carried += taken - used;
                bytes = bytes[taken..];
                if (used == 0 && bytes.IsEmpty)
                {
                    return;
                }
            }
        }

        if (!bytes.IsEmpty)
        {
            int used = elements.Parse(bytes, onlyOne: false);
            bytes[used..].CopyTo(carry);
            carried = bytes.Length - used;
        }
    }

    private void PushDeflated(Inflater source, ReadOnlySpan<byte> bytes)
    {
        inflated ??= ArrayPool<byte>.Shared.Rent(32 * 1024);
        do
        {
            bytes = bytes[source.Feed(bytes)..];
            int count;
            while ((count = source.Read(inflated)) > 0)
            {
                inflatedBytes += count;
                if (inflatedBytes > limits.MaxInflatedBytes)
                {
                    elements.Fail(DicomErrorKind.DeflateCorrupt, $"the data set inflates to more than {limits.MaxInflatedBytes} bytes");
                    return;
                }

                PushPlain(inflated.AsSpan(0, count));
                if (elements.IsDone)
                {
                    return;
                }
            }

            if (count < 0)
            {
                elements.Fail(DicomErrorKind.DeflateCorrupt, "not a deflate stream (PS3.5 A.5)");
                return;
            }
        }
        while (!bytes.IsEmpty && !source.IsFinished);
    }

    [System.Runtime.CompilerServices.InlineArray(2 * RawHeader.Lookahead)]
    private struct CarryBuffer
    {
        private byte first;
    }
}
