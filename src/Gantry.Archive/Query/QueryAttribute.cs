using Gantry.Dicom;

namespace Gantry.Archive.Query;

/// <summary>An attribute that can be asked for: one that the index holds, or one that is computed from its rows.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="Vr">How its values are compared and written.</param>
/// <param name="Level">Where it belongs; it can be asked for at this level and below.</param>
/// <param name="Sequence">The sequence in whose items it stands; null at the top.</param>
/// <param name="IsCode">A code sequence, held as "value\scheme\meaning" of its first item.</param>
public sealed record QueryAttribute(DicomTag Tag, Vr Vr, QueryLevel Level, DicomTag? Sequence = null, bool IsCode = false);
