namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>What both sides of a C-FIND agree on by extended negotiation (PS3.4 C.5.1.1, tables C.5-1 and C.5-2); bytes that were not sent are no.</summary>
/// <param name="Relational">Unique keys above the level may be missing.</param>
/// <param name="CombinedDateTime">A date range and its time range are one range of moments.</param>
/// <param name="FuzzyNames">Names match by their words.</param>
/// <param name="TimezoneAdjustment">Dates and times are meant in the zone of Timezone Offset From UTC (0008,0201).</param>
/// <param name="EmptyValues">Two quotation marks ask for what has no value.</param>
/// <param name="MultipleValues">Several values ask for any one of them.</param>
public sealed record FindNegotiation(bool Relational, bool CombinedDateTime, bool FuzzyNames, bool TimezoneAdjustment, bool EmptyValues, bool MultipleValues)
{
    private const int Bytes = 7;

    /// <summary>Nothing was negotiated.</summary>
    public static readonly FindNegotiation None = new(false, false, false, false, false, false);

    /// <summary>Everything but the view of enhanced multi-frame images (byte 5).</summary>
    public static readonly FindNegotiation Full = new(true, true, true, true, true, true);

    public static FindNegotiation Read(ReadOnlySpan<byte> information) =>
        new(Is(information, 0), Is(information, 1), Is(information, 2), Is(information, 3), Is(information, 5), Is(information, 6));

    /// <summary>What is in both.</summary>
    public FindNegotiation And(FindNegotiation other) => new(
        Relational && other.Relational,
        CombinedDateTime && other.CombinedDateTime,
        FuzzyNames && other.FuzzyNames,
        TimezoneAdjustment && other.TimezoneAdjustment,
        EmptyValues && other.EmptyValues,
        MultipleValues && other.MultipleValues);

    /// <summary>The service class application information; an answer is as long as its question, so that older peers are not told more than they know.</summary>
    public byte[] Write(int length = Bytes)
    {
        byte[] bytes = [One(Relational), One(CombinedDateTime), One(FuzzyNames), One(TimezoneAdjustment), 0, One(EmptyValues), One(MultipleValues)];
        return bytes[..Math.Clamp(length, 1, Bytes)];
    }

    private static bool Is(ReadOnlySpan<byte> bytes, int index) => index < bytes.Length && bytes[index] == 1;

    private static byte One(bool flag) => flag ? (byte)1 : (byte)0;
}
