using Gantry.Dicom;

namespace Gantry.Archive;

/// <summary>The identifiers of one instance.</summary>
public sealed record InstanceIdentity(StudyUid Study, SeriesUid Series, InstanceUid Instance, string SopClassUid);
