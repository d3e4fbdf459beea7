namespace Gantry.Dicom.Encoding;

/// <summary>
/// The grammar of PS3.5 7 over contiguous bytes: parses as far as whole headers and values go and says how many bytes it used, so that the caller
/// carries over at most one split header.
/// </summary>
internal sealed partial class ElementParser : IDisposable
{
    private const int MaxFindings = 100;
    private const uint PixelRepresentation = 0x0028_0103;

    private readonly IDatasetHandler handler;
    private readonly ReadLimits limits;
    private readonly bool opensUnknown;
    private readonly ValueCollector value = new();
    private List<Finding>? findings;
    private Container[] open = new Container[8];
    private int top;
    private int elementCount;
    private long position;
    private long passing;
    private ElementHeader current;
    private bool isCollecting;
    private bool isToldValue;

    public ElementParser(TransferSyntax syntax, IDatasetHandler handler, ReadLimits limits, long? totalBytes, bool opensUnknown)
    {
        this.handler = handler;
        this.limits = limits;
        this.opensUnknown = opensUnknown;
        open[0] = new Container
        {
            IsExplicit = syntax.IsExplicitVr,
            IsBigEndian = !syntax.IsLittleEndian,
            Limit = totalBytes ?? long.MaxValue,
        };
    }

    public DicomError? Error { get; private set; }

    public IReadOnlyList<Finding> Findings => findings ?? (IReadOnlyList<Finding>)[];

    public bool IsStopped { get; private set; }

    public bool IsDone => IsStopped || Error is not null;

    /// <summary>Where parsing stands in the data set.</summary>
    public long Position => position;

    /// <summary>The innermost container; within an event, the one that the event tells of.</summary>
    public ref readonly Container Top => ref open[top];

    /// <summary>Within <see cref="IDatasetHandler.OnElement"/> and OnSequenceStart: the element was encoded as UN.</summary>
    public bool IsUnknownVr { get; private set; }

    /// <summary>Before the first byte: the bytes are not a data set but the value field of an UN element that hides a sequence (PS3.5 6.2.2).</summary>
    public void OpenHidden(DicomTag tag, long length)
    {
        current = new ElementHeader(tag, Vr.SQ, length, 0, 0);
        IsUnknownVr = true;
        Open(ContainerKind.Sequence, isWanted: true, isUnknown: true);
    }

    /// <summary>Parses what can be parsed; returns the bytes used. What is left is an incomplete header.</summary>
    /// <param name="bytes">The bytes at <see cref="Position"/>.</param>
    /// <param name="onlyOne">Return after one header.</param>
    public int Parse(ReadOnlySpan<byte> bytes, bool onlyOne)
    {
        int at = 0;
        while (!IsDone)
        {
            if (passing > 0)
            {
                at += Pass(bytes[at..]);
                if (passing > 0)
                {
                    return at;
                }
            }

            CloseEnded();
            int used = Step(bytes[at..]);
            at += used;
            position += used;
            if (!IsDone && (used == 0 || onlyOne))
            {
                return at;
            }
        }

        position += bytes.Length - at;
        return bytes.Length;
    }

    /// <summary>No more bytes follow but <paramref name="rest"/>, an incomplete header.</summary>
    public void Complete(ReadOnlySpan<byte> rest)
    {
        if (IsDone)
        {
            return;
        }

        if (passing > 0)
        {
            Fail(DicomErrorKind.Truncated, $"the bytes end {passing} bytes before the value of {current.Tag} does");
            return;
        }

        CloseEnded();
        if (top == 1 && open[1].Kind == ContainerKind.Fragments && rest.IsEmpty)
        {
            // Lenient: cameras and older ultrasound software leave out the Sequence Delimitation Item after the last fragment, PS3.5 A.4.
            Find("encapsulated Pixel Data is not closed by a Sequence Delimitation Item");
            top = 0;
        }
        else if (top > 0)
        {
            Fail(DicomErrorKind.Truncated, $"the bytes end within {open[top].Header.Tag}, which is not closed");
        }
        else if (rest.ContainsAnyExcept((byte)0))
        {
            Fail(DicomErrorKind.Truncated, "the bytes end within the header of an element");
        }
        else if (!rest.IsEmpty)
        {
            Find("zero bytes after the last element");
        }
    }

    public void Fail(DicomErrorKind kind, string detail) => Error ??= new DicomError(kind, position, Path(), detail);

    public void Dispose() => value.Dispose();

    private void Find(string detail)
    {
        findings ??= [];
        if (findings.Count < MaxFindings)
        {
            findings.Add(new Finding(position, Path(), detail));
        }
    }

    private string Path()
    {
        System.Text.StringBuilder path = new();
        for (int i = 1; i <= top; i++)
        {
            path.Append(open[i].Kind == ContainerKind.Elements ? $"[{open[i - 1].Last - 1}]" : $"{(path.Length == 0 ? "" : "/")}{open[i].Header.Tag}");
        }

        return path.ToString();
    }

    /// <summary>Closes what ends here by its declared length.</summary>
    private void CloseEnded()
    {
        while (top > 0 && position >= open[top].Limit)
        {
            if (!open[top].HasLength)
            {
                // Lenient: an item or sequence of undefined length within one of defined length that ends without its delimiter, PS3.5 7.5.2.
                Find("a delimiter is missing before the declared end");
            }

            Close();
        }
    }

    private void Close()
    {
        Container closed = open[top];
        if (closed.Kind != ContainerKind.Fragments && !closed.IsQuiet)
        {
            if (closed.Kind == ContainerKind.Elements)
            {
                handler.OnItemEnd(Depth);
            }
            else
            {
                handler.OnSequenceEnd(closed.Header.Tag, closed.Header.Depth);
            }
        }

        top--;
    }

    /// <summary>Depth of elements at the innermost level: two containers, sequence and item, for each.</summary>
    private int Depth => top / 2;

    /// <summary>One header; returns its length, or 0 when more bytes are needed or the input is malformed.</summary>
    private int Step(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            return 0;
        }

        if (open[top].Limit - position < 8 && top > 0)
        {
            Fail(DicomErrorKind.InvalidStructure, $"{open[top].Limit - position} bytes before the declared end hold no element");
            return 0;
        }

        if (++elementCount > limits.MaxElements)
        {
            Fail(DicomErrorKind.TooManyElements, $"more than {limits.MaxElements} elements and items");
            return 0;
        }

        int used = open[top].Kind switch
        {
            ContainerKind.Elements => StepElement(bytes),
            ContainerKind.Sequence => StepItem(bytes),
            _ => StepFragment(bytes),
        };
        elementCount -= used == 0 ? 1 : 0;
        return used;
    }

    private void Push(in Container container)
    {
        if (++top == open.Length)
        {
            Array.Resize(ref open, open.Length * 2);
        }

        open[top] = container;
    }
}
