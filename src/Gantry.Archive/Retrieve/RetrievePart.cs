using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Archive.Retrieve;

/// <summary>A study or a series to send.</summary>
/// <param name="Study">Read again where <paramref name="Instances"/> is null.</param>
/// <param name="Series">Null for the whole study.</param>
/// <param name="Instances">Its instances, if they were kept.</param>
internal sealed record RetrievePart(StudyUid Study, SeriesUid? Series, IReadOnlyList<StoredInstance>? Instances);
