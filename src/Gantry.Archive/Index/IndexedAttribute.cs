using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>One attribute that the index holds, at the level of the information model that it belongs to (PS3.3 A.1.2, PS3.4 C.6).</summary>
/// <param name="Tag">Its tag, and its key in <see cref="AttributeSet"/>.</param>
/// <param name="Vr">How its value is decoded and compared; SQ for a code sequence.</param>
/// <param name="Level">Patient, study, series or instance.</param>
public sealed record IndexedAttribute(DicomTag Tag, Vr Vr, QueryLevel Level)
{
    /// <summary>The sequence at the top of the data set in whose items the attribute stands (values of all items are joined by '\'); null for an attribute at the top.</summary>
    public DicomTag? Sequence { get; init; }

    /// <summary>A code sequence, kept as "value\scheme\meaning" of its first item (PS3.3 8).</summary>
    public bool IsCode => Vr == Vr.SQ;
}
