namespace Gantry.Backends.Sqlite;

/// <summary>What of a study is in a scope.</summary>
/// <param name="Series">Rows of the series in it.</param>
/// <param name="Instances">Their instances together.</param>
/// <param name="Modalities">Their modalities, joined by '\'.</param>
internal sealed record ScopedStudy(IReadOnlySet<long> Series, long Instances, string Modalities);
