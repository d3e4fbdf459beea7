using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Coding parameters of the main header, or those of a tile on top of them (ITU-T T.800 A.6).</summary>
internal sealed class TileHeader
{
    private readonly Dictionary<int, CodingStyle> componentStyles = [];
    private readonly Dictionary<int, Quantisation> componentQuantisations = [];
    private readonly TileHeader? main;
    private CodingStyle? style;
    private Quantisation? quantisation;
    private List<Progression>? progressions;
    private readonly SortedDictionary<int, byte[]> packedHeaders = [];
    private readonly List<byte> packedFromMain = [];
    private bool hasOwnStyle;

    public TileHeader()
    {
    }

    public TileHeader(TileHeader main)
    {
        this.main = main;
        Order = main.Order;
        Layers = main.Layers;
        HasColourTransform = main.HasColourTransform;
        HasStartMarkers = main.HasStartMarkers;
        HasEndMarkers = main.HasEndMarkers;
    }

    public ProgressionOrder Order { get; private set; }

    public int Layers { get; private set; }

    public bool HasColourTransform { get; private set; }

    public bool HasStartMarkers { get; private set; }

    public bool HasEndMarkers { get; private set; }

    public CodingStyle? Style => style ?? main?.Style;

    public Quantisation? Quantisation => quantisation ?? main?.Quantisation;

    /// <summary>Where the bytes of each tile-part's packets lie.</summary>
    public List<(int Start, int Length)> Parts { get; } = [];

    /// <summary>How the tile is cut, where that has been kept.</summary>
    public ComponentLayout[]? Layout { get; set; }

    /// <summary>Region of interest: bits by which coefficients were shifted up, for each component.</summary>
    public Dictionary<int, int> RegionShifts { get; } = [];

    public IReadOnlyList<Progression>? Progressions => progressions ?? main?.Progressions;

    /// <summary>A tile's COC, then its COD, then the main header's COC and COD (A.6.1).</summary>
    public CodingStyle StyleOf(int component) =>
        componentStyles.TryGetValue(component, out CodingStyle? own) ? own : hasOwnStyle || main is null ? Style! : main.StyleOf(component);

    public Quantisation QuantisationOf(int component) =>
        componentQuantisations.TryGetValue(component, out Quantisation? own) ? own : quantisation is not null || main is null ? Quantisation! : main.QuantisationOf(component);

    public int RegionShiftOf(int component) => RegionShifts.TryGetValue(component, out int shift) ? shift : main?.RegionShiftOf(component) ?? 0;

    /// <summary>Forgets what a stream brought of the tile.</summary>
    public void Restart()
    {
        Parts.Clear();
        foreach (ComponentLayout component in Layout ?? [])
        {
            component.Restart();
        }
    }

    public void AddPacketHeaders(ReadOnlySpan<byte> bytes) => packedFromMain.AddRange(bytes);

    /// <summary>Packet headers that stand apart from the packets (PPM, PPT); null when they do not.</summary>
    public byte[]? PacketHeaders => packedFromMain.Count > 0 ? [.. packedFromMain] : packedHeaders.Count > 0 ? [.. packedHeaders.Values.SelectMany(b => b)] : null;

    public CodecError? Read(int marker, ReadOnlySpan<byte> body, int at, int components)
    {
        switch (marker)
        {
            case 0xFF52:
                return ReadCodingStyle(body, at);
            case 0xFF53:
                return ReadComponentStyle(body, at, components);
            case 0xFF5C:
                return TryReadQuantisation(body, out quantisation) ? null : CodecError.Malformed(at, "QCD is cut short.");
            case 0xFF5D:
                return ReadComponentQuantisation(body, at, components);
            case 0xFF5E:
                return ReadRegion(body, at, components);
            case 0xFF5F:
                return ReadProgressions(body, at, components);
            case 0xFF61:
                if (body.IsEmpty)
                {
                    return CodecError.Truncated(at, "PPT is cut short.");
                }

                packedHeaders[body[0]] = body[1..].ToArray();
                return null;
            default:
                // Comments, pointers and capabilities do not change decoding.
                return null;
        }
    }

    private CodecError? ReadCodingStyle(ReadOnlySpan<byte> body, int at)
    {
        if (body.Length < 10 || body[1] > 4)
        {
            return CodecError.Malformed(at, "COD is cut short or names an unknown progression order.");
        }

        HasStartMarkers = (body[0] & 2) != 0;
        HasEndMarkers = (body[0] & 4) != 0;
        Order = (ProgressionOrder)body[1];
        Layers = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        HasColourTransform = body[4] == 1;
        hasOwnStyle = true;
        return Layers > 0 && TryReadStyle(body[5..], (body[0] & 1) != 0, out style) ? null : CodecError.Malformed(at, "COD has values out of range.");
    }

    private CodecError? ReadComponentStyle(ReadOnlySpan<byte> body, int at, int components)
    {
        int index = components < 257 ? 1 : 2;
        if (body.Length < index + 6)
        {
            return CodecError.Truncated(at, "COC is cut short.");
        }

        int component = index == 1 ? body[0] : BinaryPrimitives.ReadUInt16BigEndian(body);
        if (component >= components || !TryReadStyle(body[(index + 1)..], (body[index] & 1) != 0, out CodingStyle? own))
        {
            return CodecError.Malformed(at, "COC has values out of range.");
        }

        componentStyles[component] = own!;
        return null;
    }

    private static bool TryReadStyle(ReadOnlySpan<byte> body, bool hasPrecincts, out CodingStyle? style)
    {
        style = null;
        if (body.Length < 5 || body[0] > 32 || body[1] > 8 || body[2] > 8 || body[1] + body[2] > 8 || body[4] > 1 || (hasPrecincts && body.Length < 6 + body[0]))
        {
            return false;
        }

        byte[] precincts = hasPrecincts ? body.Slice(5, body[0] + 1).ToArray() : [];
        // Only the lowest resolution may have precincts of one sample (B.6).
        for (int r = 1; r < precincts.Length; r++)
        {
            if ((precincts[r] & 15) == 0 || precincts[r] >> 4 == 0)
            {
                return false;
            }
        }

        style = new CodingStyle
        {
            Levels = body[0],
            BlockWidthLog = body[1] + 2,
            BlockHeightLog = body[2] + 2,
            BlockStyle = (CodeBlockStyle)body[3],
            IsReversible = body[4] == 1,
            Precincts = precincts,
        };
        return true;
    }

    private CodecError? ReadComponentQuantisation(ReadOnlySpan<byte> body, int at, int components)
    {
        int index = components < 257 ? 1 : 2;
        if (body.Length <= index || !TryReadQuantisation(body[index..], out Quantisation? own))
        {
            return CodecError.Truncated(at, "QCC is cut short.");
        }

        componentQuantisations[index == 1 ? body[0] : BinaryPrimitives.ReadUInt16BigEndian(body)] = own!;
        return null;
    }

    private static bool TryReadQuantisation(ReadOnlySpan<byte> body, out Quantisation? quantisation)
    {
        quantisation = null;
        if (body.Length < 2 || (body[0] & 31) > 2)
        {
            return false;
        }

        int kind = body[0] & 31;
        ReadOnlySpan<byte> rest = body[1..];
        var steps = new (int, int)[kind == 0 ? rest.Length : rest.Length / 2];
        for (int i = 0; i < steps.Length; i++)
        {
            int value = kind == 0 ? rest[i] << 8 : BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * i)..]);
            steps[i] = (value >> 11, value & 0x7FF);
        }

        quantisation = new Quantisation { Style = kind, GuardBits = body[0] >> 5, Steps = steps };
        return steps.Length > 0;
    }

    private CodecError? ReadRegion(ReadOnlySpan<byte> body, int at, int components)
    {
        int index = components < 257 ? 1 : 2;
        if (body.Length < index + 2 || body[index + 1] > 31)
        {
            return CodecError.Malformed(at, "RGN is cut short or shifts too far.");
        }

        RegionShifts[index == 1 ? body[0] : BinaryPrimitives.ReadUInt16BigEndian(body)] = body[index + 1];
        return null;
    }

    private CodecError? ReadProgressions(ReadOnlySpan<byte> body, int at, int components)
    {
        int wide = components < 257 ? 1 : 2;
        int each = 5 + 2 * wide;
        if (body.IsEmpty || body.Length % each != 0)
        {
            return CodecError.Malformed(at, $"POC of {body.Length} bytes.");
        }

        progressions ??= [];
        for (; !body.IsEmpty; body = body[each..])
        {
            int start = wide == 1 ? body[1] : BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
            int layers = BinaryPrimitives.ReadUInt16BigEndian(body[(1 + wide)..]);
            int resolution = body[3 + wide];
            int end = wide == 1 ? body[4 + wide] : BinaryPrimitives.ReadUInt16BigEndian(body[(4 + wide)..]);
            if (body[each - 1] > 4)
            {
                return CodecError.Malformed(at, "POC names an unknown progression order.");
            }

            progressions.Add(new Progression((ProgressionOrder)body[each - 1], body[0], start, layers, resolution, end == 0 ? components : end));
        }

        return null;
    }
}
