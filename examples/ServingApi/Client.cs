using System.Globalization;
using Microsoft.ML;

internal static class Client
{
    private const int SimultaneousCalls = 8;
    private const int Calls = 400;

    public static async Task CallAsync(Uri url)
    {
        Scan[] scans = LoadScans(100);
        using var http = new HttpClient { BaseAddress = url };
        Console.WriteLine($"GET  /health         {await http.GetStringAsync("/health")}");

        Encoded one = await PostAsync<Encoded>(http, "/encode", scans[0]);
        string[] latent = [.. one.Latent.Select(value => value.ToString("F2", CultureInfo.InvariantCulture))];
        Console.WriteLine($"POST /encode         {string.Join("  ", latent)}");

        float[][] batch = (await PostAsync<Codes>(http, "/encode/batch", new Scans([.. scans.Select(scan => scan.Pixels)]))).Latent;
        bool isSame = batch[0].SequenceEqual(one.Latent);
        Console.WriteLine($"POST /encode/batch   {batch.Length} rows of {batch[0].Length}; the first equals the one above: {isSame}");

        Anomaly digit = await PostAsync<Anomaly>(http, "/anomaly", scans[0]);
        var scrambled = new Scan { Pixels = [.. scans[0].Pixels.Reverse().Select((pixel, slot) => slot % 2 * pixel)] };
        Anomaly anomaly = await PostAsync<Anomaly>(http, "/anomaly", scrambled);
        Console.WriteLine(FormattableString.Invariant(
            $"POST /anomaly        {digit.SquaredError:F0} for a digit, {anomaly.SquaredError:F0} for every other pixel of it in reverse order"));

        using HttpResponseMessage refused = await http.PostAsJsonAsync("/encode", new Scan { Pixels = scans[0].Pixels[1..] });
        Console.WriteLine($"POST /encode         {(int)refused.StatusCode} {await refused.Content.ReadAsStringAsync()}");

        int same = 0;
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = SimultaneousCalls }, async (call, _) =>
        {
            Encoded encoded = await PostAsync<Encoded>(http, "/encode", scans[call % scans.Length]);
            Interlocked.Add(ref same, encoded.Latent.SequenceEqual(batch[call % scans.Length]) ? 1 : 0);
        });
        Console.WriteLine($"POST /encode         {Calls} calls, {SimultaneousCalls} at a time: {same} responses equal those of the batch");
    }

    private static async Task<T> PostAsync<T>(HttpClient http, string path, object body)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>())!;
    }

    private static Scan[] LoadScans(int count)
    {
        var mlContext = new MLContext();
        IDataView digits = mlContext.Data.LoadFromTextFile<Scan>(
            Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
        return [.. mlContext.Data.CreateEnumerable<Scan>(mlContext.Data.TakeRows(digits, count), reuseRowObject: false)];
    }
}
