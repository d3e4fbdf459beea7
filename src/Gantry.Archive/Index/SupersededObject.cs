using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>Bytes of an instance that the archive has written again since, in another transfer syntax; kept a while for those who are reading them.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Place">Where the old bytes are.</param>
/// <param name="At">When the new ones took their place.</param>
public sealed record SupersededObject(InstanceUid Instance, ObjectPlace Place, DateTimeOffset At);
