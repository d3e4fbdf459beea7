namespace Gantry.Codecs.JpegXl.Headers;

internal enum FrameKind { Regular, LowFrequency, ReferenceOnly, SkipProgressive }

/// <summary>What stands before a frame's sections (18181-1 F.2).</summary>
internal sealed class FrameHeader
{
    public FrameKind Kind { get; private set; }

    public bool IsModular { get; private set; }

    public bool HasNoise { get; private set; }

    public bool HasPatches { get; private set; }

    public bool HasSplines { get; private set; }

    public bool UsesLowFrequencyFrame { get; private set; }

    public bool SkipsSmoothing { get; private set; }

    public bool IsYcc { get; private set; }

    /// <summary>By how many halvings each of Cb, Y and Cr is smaller than the frame.</summary>
    public int[] ShiftX { get; } = new int[3];

    public int[] ShiftY { get; } = new int[3];

    public int Upsampling { get; private set; } = 1;

    public int[] ExtraUpsampling { get; private set; } = [];

    /// <summary>Side of a group in samples.</summary>
    public int GroupSize { get; private set; } = 256;

    public int ScaleX { get; private set; } = 2;

    public int ScaleB { get; private set; } = 2;

    public Passes Passes { get; } = new();

    /// <summary>Of a low-frequency frame, how many times it was made eight times smaller.</summary>
    public int Level { get; private set; }

    public int X { get; private set; }

    public int Y { get; private set; }

    /// <summary>The size that the frame covers.</summary>
    public int FullWidth { get; private set; }

    public int FullHeight { get; private set; }

    public bool IsWhole { get; private set; } = true;

    public Blending Blending { get; private set; }

    public Blending[] ExtraBlending { get; private set; } = [];

    public uint Duration { get; private set; }

    public bool IsLast { get; private set; } = true;

    public int SaveAs { get; private set; }

    public bool SavesBeforeColours { get; private set; }

    public LoopFilter Filter { get; } = new();

    /// <summary>Size of the coded frame, before upsampling.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool IsShown => Kind is FrameKind.Regular or FrameKind.SkipProgressive;

    public bool CanBeReferenced => !IsLast && Kind != FrameKind.LowFrequency && (Duration == 0 || SaveAs != 0);

    public bool IsSubsampled => (ShiftX[0] | ShiftX[1] | ShiftX[2] | ShiftY[0] | ShiftY[1] | ShiftY[2]) != 0;

    public int MostShiftX => Math.Max(ShiftX[0], Math.Max(ShiftX[1], ShiftX[2]));

    public int MostShiftY => Math.Max(ShiftY[0], Math.Max(ShiftY[1], ShiftY[2]));

    public int GroupsWide => Divide(Width, GroupSize);

    public int Groups => GroupsWide * Divide(Height, GroupSize);

    /// <summary>Blocks of eight by eight, whole ones of the most subsampled channel.</summary>
    public int BlocksWide => Divide(Width, 8 << MostShiftX) << MostShiftX;

    public int BlocksHigh => Divide(Height, 8 << MostShiftY) << MostShiftY;

    public int LowGroupsWide => Divide(BlocksWide, GroupSize);

    public int LowGroups => LowGroupsWide * Divide(BlocksHigh, GroupSize);

    public static int Divide(int number, int by) => (number + by - 1) / by;

    public bool Read(ref JxlBitReader reader, ImageHeader image, (int Width, int Height) size)
    {
        (FullWidth, FullHeight) = size;
        ExtraUpsampling = new int[image.ExtraChannels.Length];
        ExtraBlending = new Blending[image.ExtraChannels.Length];
        Array.Fill(ExtraUpsampling, 1);
        (ScaleX, ScaleB) = image.IsXyb ? (3, 2) : (2, 2);
        if (!reader.ReadBool())
        {
            ReadFields(ref reader, image);
        }

        int shrinking = 3 * Level;
        Width = Divide(Divide(FullWidth, Upsampling), 1 << shrinking);
        Height = Divide(Divide(FullHeight, Upsampling), 1 << shrinking);
        return !reader.IsFailed;
    }

    private void ReadFields(ref JxlBitReader reader, ImageHeader image)
    {
        Kind = (FrameKind)reader.ReadInt(2);
        IsModular = reader.ReadBool();
        ulong flags = reader.ReadU64();
        HasNoise = (flags & 1) != 0;
        HasPatches = (flags & 2) != 0;
        HasSplines = (flags & 16) != 0;
        UsesLowFrequencyFrame = (flags & 32) != 0;
        SkipsSmoothing = (flags & 128) != 0;
        IsYcc = !image.IsXyb && reader.ReadBool();
        if (!UsesLowFrequencyFrame)
        {
            ReadSampling(ref reader);
        }

        if (IsModular)
        {
            GroupSize = 128 << reader.ReadInt(2);
        }

        (ScaleX, ScaleB) = image.IsXyb && !IsModular ? (reader.ReadInt(3), reader.ReadInt(3)) : (2, 2);
        if (Kind != FrameKind.ReferenceOnly)
        {
            Passes.Read(ref reader);
        }

        Level = Kind == FrameKind.LowFrequency ? 1 + reader.ReadInt(2) : 0;
        if (Kind != FrameKind.LowFrequency && reader.ReadBool())
        {
            ReadPlace(ref reader, image);
        }

        IsLast = false;
        if (IsShown)
        {
            ReadBlending(ref reader, image);
        }

        SaveAs = Kind != FrameKind.LowFrequency && !IsLast ? reader.ReadInt(2) : 0;
        SavesBeforeColours = Kind == FrameKind.LowFrequency
            || ((Kind == FrameKind.ReferenceOnly || (CanBeReferenced && Blending.Mode == BlendMode.Replace && IsWhole)) && reader.ReadBool());
        reader.SkipFar(8 * reader.ReadU32(0, 0, 0, 4, 16, 5, 48, 10));
        Filter.Read(ref reader, IsModular);
        ImageHeader.SkipExtensions(ref reader);
    }

    private void ReadSampling(ref JxlBitReader reader)
    {
        if (IsYcc)
        {
            for (int c = 0; c < 3; c++)
            {
                int mode = reader.ReadInt(2);
                ShiftX[c] = mode is 1 or 2 ? 1 : 0;
                ShiftY[c] = mode is 1 or 3 ? 1 : 0;
            }

            // Told were the factors of sampling; a channel is smaller by what it lacks of the greatest.
            int mostX = MostShiftX, mostY = MostShiftY;
            for (int c = 0; c < 3; c++)
            {
                ShiftX[c] = mostX - ShiftX[c];
                ShiftY[c] = mostY - ShiftY[c];
            }

            if (IsModular && IsSubsampled)
            {
                reader.Refuse("Subsampled chroma in a Modular frame.");
            }
        }

        Upsampling = 1 << reader.ReadInt(2);
        for (int i = 0; i < ExtraUpsampling.Length; i++)
        {
            ExtraUpsampling[i] = 1 << reader.ReadInt(2);
        }
    }

    private void ReadPlace(ref JxlBitReader reader, ImageHeader image)
    {
        if (IsShown)
        {
            X = JxlBitReader.Signed(ReadCoordinate(ref reader));
            Y = JxlBitReader.Signed(ReadCoordinate(ref reader));
        }

        uint width = ReadCoordinate(ref reader), height = ReadCoordinate(ref reader);
        if (width == 0 || height == 0 || width > 1 << 28 || height > 1 << 28)
        {
            reader.Fail($"A frame of {width} by {height} pixels.");
            return;
        }

        (FullWidth, FullHeight) = ((int)width, (int)height);
        IsWhole = !IsShown || (X <= 0 && Y <= 0 && (long)X + FullWidth >= image.Width && (long)Y + FullHeight >= image.Height);
    }

    private void ReadBlending(ref JxlBitReader reader, ImageHeader image)
    {
        Blending = Blending.Read(ref reader, image.ExtraChannels.Length, IsWhole);
        for (int i = 0; i < ExtraBlending.Length; i++)
        {
            ExtraBlending[i] = Blending.Read(ref reader, image.ExtraChannels.Length, IsWhole);
        }

        Duration = image.HasAnimation ? reader.ReadU32(0, 0, 1, 0, 0, 8, 0, 32) : 0;
        if (image.HasTimecodes)
        {
            reader.Read(32);
        }

        IsLast = reader.ReadBool();
    }

    private static uint ReadCoordinate(ref JxlBitReader reader) => reader.ReadU32(0, 8, 256, 11, 2304, 14, 18688, 30);
}
