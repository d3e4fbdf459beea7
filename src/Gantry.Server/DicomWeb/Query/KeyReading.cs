namespace Gantry.Server.DicomWeb.Query;

/// <summary>How a search asks for its keys to be understood (PS3.18 8.3.4).</summary>
/// <param name="IsFuzzy">Names match by their words (8.3.4.2).</param>
/// <param name="TakesEmpty">Two quotation marks are the empty value (8.3.4.5).</param>
/// <param name="TakesSeveral">A list of values asks for any one of them (8.3.4.6).</param>
internal readonly record struct KeyReading(bool IsFuzzy = false, bool TakesEmpty = false, bool TakesSeveral = false);
